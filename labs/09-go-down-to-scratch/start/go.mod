module drydock/clock

go 1.24
