// Package paint draws pictures of the night sky out of nothing but a number.
//
// The same subject and seed give the same picture, in every size.
package paint

import "image"

// A Subject is what a picture shows.
type Subject string

const (
	Nebula       Subject = "nebula"
	RingedPlanet Subject = "ringed planet"
	World        Subject = "world"
	Moon         Subject = "moon"
	Galaxy       Subject = "galaxy"
	Cluster      Subject = "cluster"
	Comet        Subject = "comet"
	Eclipse      Subject = "eclipse"
	MilkyWay     Subject = "milky way"
	Aurora       Subject = "aurora"
)

// Subjects are all that Draw knows, in no order that means anything.
var Subjects = []Subject{Nebula, RingedPlanet, World, Moon, Galaxy, Cluster, Comet, Eclipse, MilkyWay, Aurora}

var painters = map[Subject]func(*canvas){
	Nebula:       paintNebula,
	RingedPlanet: paintRingedPlanet,
	World:        paintWorld,
	Moon:         paintMoon,
	Galaxy:       paintGalaxy,
	Cluster:      paintCluster,
	Comet:        paintComet,
	Eclipse:      paintEclipse,
	MilkyWay:     paintMilkyWay,
	Aurora:       paintAurora,
}

// Draw panics for a subject that is not one of Subjects.
func Draw(subject Subject, seed uint64, width, height int) image.Image {
	c := newCanvas(width, height, &random{seed})
	painters[subject](c)
	return c.develop()
}
