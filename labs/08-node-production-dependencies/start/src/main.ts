const { greet } = require('greeting');

const name: string = process.argv[2] ?? 'stranger';
console.log(greet(name));
