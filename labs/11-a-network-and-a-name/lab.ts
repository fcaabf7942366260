import { defineLab, serves } from '@drydock/labs';

const store = { build: { context: 'store' }, port: 8080, opensWith: /the store is open/ };
const shop = { build: { context: 'shop' }, port: 8080 };
const QUICKLY_MS = 3_000;

export default defineLab({
  title: 'A network and a name',
  minutes: 10,
  needs: ['node'],
  tasks: [
    {
      name: 'open-store',
      say: 'Make the store answer other containers of its network, on port 8080.',
      checks: [
        serves({
          containers: { store: { ...store, answers: [{ from: 'network', body: /buoys/ }] } },
          readyWithinMs: QUICKLY_MS,
          otherwise: 'the store runs, and no other container gets an answer from it',
          mend: 'each container has a loopback of its own: what listens on 127.0.0.1 only hears who is in the same container, whatever is exposed or published',
        }),
      ],
    },
    {
      name: 'find-the-store',
      say: 'Make the shop find the store on the network, where the store is called `store`.',
      checks: [
        serves({
          containers: { store, shop: { ...shop, answers: [{ body: /in stock: twelve buoys/ }] } },
          otherwise: 'the shop gets no answer from the store',
          mend: 'on a network, a container is reached by its name and by the port that its program listens on; localhost is always the container that says it',
        }),
      ],
    },
    {
      name: 'another-store',
      say: 'Let whoever starts the shop name another store with `--env STORE_URL=…`, without a new build.',
      checks: [
        serves({
          containers: {
            warehouse: store,
            shop: {
              ...shop,
              docker: ['--env', 'STORE_URL=http://warehouse:8080'],
              answers: [{ body: /in stock: twelve buoys/ }],
            },
          },
          otherwise: 'started with STORE_URL=http://warehouse:8080, the shop does not ask there',
          mend: 'what ENV says is a default, and `docker run --env` wins over it; what is written into the program stays',
        }),
      ],
    },
  ],
  wrong: {
    'exposes-the-port': { task: 'open-store', says: 'whatever is exposed or published' },
    localhost: { task: 'find-the-store', says: 'localhost is always the container that says it' },
    'by-way-of-the-host': { task: 'find-the-store', says: 'a container is reached by its name' },
    'without-the-port': { task: 'find-the-store', says: 'the port that its program listens on' },
    'written-into-the-program': { task: 'another-store', says: 'what is written into the program stays' },
  },
});
