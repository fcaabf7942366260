// Says for whom it works, keeps running, and says goodbye when it is asked to stop.
const [name = 'nobody'] = process.argv.slice(2);

process.on('SIGTERM', () => {
  console.log(`goodbye, ${name}`);
  process.exit(0);
});

console.log(`ready for ${name}`);
setInterval(() => console.log('tick'), 1000);
