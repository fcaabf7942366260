package main

import "drydock/apod/paint"

type words struct{ titles, openings, middles, endings []string }

var (
	names      = []string{"Tessaly", "Orrin", "Maravel", "Ulmo Prime", "Ketheris", "Vantry", "Ilsabet", "Corvane", "Nimue", "Halvard", "Ostara", "Quill"}
	creatures  = []string{"Heron", "Lynx", "Moth", "Salmon", "Raven", "Hare", "Seahorse", "Owl", "Fox", "Manta", "Stag", "Swift"}
	numbers    = []string{"four thousand", "nine hundred", "twelve thousand", "sixty", "two million", "seventy thousand"}
	few        = []string{"four", "nine", "eleven", "seventeen", "forty"}
	places     = []string{"a gravel road above the tree line", "a fishing pier at low tide", "the roof of a bakery", "a salt flat after rain", "a lighthouse that is no longer lit", "a meadow full of sheep"}
	firstNames = []string{"Ada", "Bao", "Chiara", "Dag", "Edda", "Farid", "Greta", "Hana", "Ivo", "Jun", "Kaisa", "Leila"}
	lastNames  = []string{"Abend", "Brisk", "Calloway", "Dunmore", "Ekholm", "Fontana", "Grün", "Hollis", "Ikeda", "Jarvi", "Kestrel", "Lund"}
	honesty    = []string{
		"No telescope saw it: this picture was drawn from its date, and from nothing else.",
		"Do not look for it on a chart: a program drew it for this date.",
		"It exists for this one date only, and was made up by a program that likes the sky.",
	}
)

var subjectWords = map[paint.Subject]words{
	paint.Nebula: {
		titles:   []string{"The {creature} Nebula", "Inside the {creature} Nebula", "A Cradle of Stars in the {creature}", "Gas and Dust around {name}"},
		openings: []string{"Seen from far away, the {creature} Nebula is a smudge; from here, it is weather.", "Somewhere in this cloud, stars are being put together out of gas and cold dust.", "A few young stars have lit the cloud that they came from."},
		middles:  []string{"Their wind pushes the gas into folds, and where it piles up, the next stars begin.", "The bright threads are edges, seen from the side, where hot gas runs into cold.", "What looks like holes is dust in front, too cold to shine."},
		endings:  []string{"Light needs {number} days to cross it.", "In a few million years nothing will be left but the stars.", "The colors are those of hydrogen, oxygen and a little sulphur."},
	},
	paint.RingedPlanet: {
		titles:   []string{"{name} and Its Rings", "The Rings of {name}, Nearly Edge-On", "{name} in Half Light", "A Giant with a Shadow"},
		openings: []string{"The planet {name} wears its rings at a slant.", "Ice, none of it larger than a house, makes up the rings of {name}.", "From this side, the night of {name} cuts its own rings in two."},
		middles:  []string{"The rings throw a thin shadow on the cloud tops, and the planet throws a wide one back.", "The stripes are winds that blow in opposite directions and never meet.", "The dark gap is swept clean by a moon too small to be seen."},
		endings:  []string{"The rings are {number} kilometers wide and hardly thicker than a tall tree.", "A few of its moons have come along for the portrait.", "A day there lasts ten hours, and there is nowhere to stand."},
	},
	paint.World: {
		titles:   []string{"Morning over {name}", "{name}, Coming around the Edge", "The Thin Air of {name}", "A Moon over {name}"},
		openings: []string{"The sun has been up for an hour over this side of {name}.", "All the weather of {name} happens in a layer as thin as the skin of an apple.", "Seen from a low orbit, {name} fills the window."},
		middles:  []string{"Its air scatters the light into the glow along the edge.", "Clouds follow the coasts, where there are any.", "The small moon above it keeps one face turned down."},
		endings:  []string{"An orbit at this height takes ninety minutes.", "About {number} lakes have been counted, and none has a name yet.", "Night is a quarter of an hour away."},
	},
	paint.Moon: {
		titles:   []string{"The Craters of {name}", "{name} at Half Phase", "Old Ground on {name}", "A Long Shadow on {name}"},
		openings: []string{"Along the line between day and night, every hill of {name} can be told by its shadow.", "Nothing has washed the face of {name} for four billion years.", "This moon, {name}, has been hit by everything that came its way."},
		middles:  []string{"The dark plains were lava once, and are the youngest ground there is.", "Rays of bright dust point back to the latest crater.", "Large craters are old, and have smaller ones inside."},
		endings:  []string{"Its gravity would let you jump over a bus.", "The largest crater would hold a city with its suburbs.", "At least {number} of them have been counted on this side alone."},
	},
	paint.Galaxy: {
		titles:   []string{"The {creature} Galaxy", "Spiral Arms of the {creature}", "An Island of Stars", "The {creature}, Turning"},
		openings: []string{"The arms of the {creature} Galaxy are no solid things: stars pass through them as cars pass through a jam.", "This spiral turns once in two hundred million years.", "At the heart of the {creature} Galaxy the stars are old and golden."},
		middles:  []string{"Young blue stars mark the arms, and pink knots show where more are on the way.", "Lanes of dust lie along the inside of each arm.", "Far out, the disc thins until there is hardly a star."},
		endings:  []string{"Its light left before there were people.", "Every star with a cross belongs to our own galaxy, and is in the way.", "It has {number} neighbors, most of them small."},
	},
	paint.Cluster: {
		titles:   []string{"The {creature} Cluster", "A Hundred Thousand Suns", "Old Stars of the {creature}", "A Crowded Sky"},
		openings: []string{"The stars of this cluster were born together, and have never left.", "In the middle of the {creature} Cluster it is never night.", "What looks like a snowball is a globe of very old stars."},
		middles:  []string{"The red ones are giants near their end.", "The few blue ones look too young to be here: each is two old stars that became one.", "Heavy stars sink to the middle, light ones drift outwards."},
		endings:  []string{"A planet here would see {number} stars brighter than our Venus.", "The cluster has gone around our galaxy some fifty times.", "Good eyes find it without a telescope on a dark night."},
	},
	paint.Comet: {
		titles:   []string{"Comet {name}", "Two Tails of Comet {name}", "Comet {name} Leaves the Sun", "A Visitor Called {name}"},
		openings: []string{"Comet {name} has two tails because it loses two things.", "Once around the sun, and Comet {name} is on its way out again.", "Last week Comet {name} was as bright as the brightest stars."},
		middles:  []string{"The blue tail is gas, blown straight away from the sun.", "The golden one is dust, which is slower and falls behind in a curve.", "The green around its head is carbon that breaks up in the light."},
		endings:  []string{"It will be back in {number} years.", "The nucleus itself is no larger than a small town.", "It was photographed from {place}."},
	},
	paint.Eclipse: {
		titles:   []string{"Totality", "The Last Bead of Sun", "The Sun's Crown", "Two Minutes of Night"},
		openings: []string{"For two minutes the moon fits over the sun, and the sun's crown can be seen.", "Birds went quiet, and somewhere in the crowd somebody began to cheer.", "The shadow came from the west, faster than any aircraft."},
		middles:  []string{"The rays follow the sun's magnetic field, far out into space.", "The small red flames at the edge are each larger than the Earth.", "Sunlight through a valley at the moon's edge is the last to go."},
		endings:  []string{"The next one at the same place is {few} hundred years away.", "The crown is hotter than the sun itself, and nobody is quite sure why.", "Then it was day again."},
	},
	paint.MilkyWay: {
		titles:   []string{"The Milky Way from a Dark Place", "A River above the Hills", "Our Galaxy, Seen from Inside", "Summer Night"},
		openings: []string{"This is our own galaxy, seen from {place}.", "Away from all lamps, the Milky Way is bright enough to walk by.", "The band of light is made of stars too many to be told apart."},
		middles:  []string{"The dark rift in it is no gap but dust, close to us.", "The thickest part lies towards the center.", "Near the hills the air itself glows a little."},
		endings:  []string{"The photographer waited {few} hours for the wind to drop.", "An owl was the only other witness.", "It was there every night, also over the cities."},
	},
	paint.Aurora: {
		titles:   []string{"Curtains of Light", "Green Night", "A Storm from the Sun", "The Sky Moves"},
		openings: []string{"A storm on the sun reached the Earth two days later, and looked like this.", "The curtains moved as if a window were open somewhere.", "It began as a gray arc in the north, and then it had colors."},
		middles:  []string{"Green is oxygen at a hundred kilometers; the purple above it is nitrogen.", "Each ray follows a line of the Earth's magnetic field.", "The lower edge is sharp because there the air gets too dense."},
		endings:  []string{"It lasted {few} minutes, and felt like two.", "It was seen from {place}.", "Nobody thought of sleep."},
	},
}
