module drydock/apod

go 1.27
