module tide

go 1.24
