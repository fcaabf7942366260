#!/bin/sh
echo "starting"
node /app/ticker.js "$@"
