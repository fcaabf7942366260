module drydock/image-gallery

go 1.27
