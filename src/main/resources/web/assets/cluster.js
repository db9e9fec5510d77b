// How the instance that the page is of stands to the others, and what is wrong with that.

import { exact, duration, several } from './format.js';

const SHOWN = 3;

export const silence = (instance) => duration(instance.heardMillisAgo / 1000);

/** "partly: 2 of 3 instances are heard". */
export function standing(cluster) {
  switch (cluster.state) {
    case 'joining':
      return 'joining: it has not joined the others yet';
    case 'alone':
      return 'alone: it knows no other';
    default:
      return `${cluster.state}: ${exact(cluster.heard)} of ${several(cluster.known, 'instance')} are heard, this one included`;
  }
}

/** Problems of the cluster, as the verdict has them; `brief` is what a headline says. */
export function problemsOf(cluster) {
  const problems = [];
  const add = (level, key, brief, what) => problems.push({ level, service: null, key: `cluster ${key}`, brief, what });
  if (cluster.state === 'joining') {
    add('unproven', 'joining', 'this instance has not joined the others yet', 'This instance has not joined the others yet');
  } else if (cluster.state === 'alone') {
    add('unproven', 'alone', 'this instance knows no other', 'This instance has joined, and knows no other');
  } else if (cluster.state === 'cut-off') {
    add('degraded', 'cut-off', 'this instance is cut off from the others',
      `This instance is cut off: it hears ${exact(cluster.heard)} of ${several(cluster.known, 'instance')}, itself included`);
  }
  const out = cluster.instances.filter((one) => !one.up);
  const brief = out.length === 1 ? `${out[0].name} is not heard` : `${several(out.length, 'instance')} are not heard`;
  if (out.length > SHOWN) {
    add('degraded', `silent ${out.length}`, brief, `${several(out.length, 'instance')} are not heard: ${out[0].name}, ${out[1].name} and others`);
  } else {
    for (const [index, one] of out.entries()) { // two of one name, where one was started anew
      add('degraded', `silent ${index} ${one.name}`, brief, `Instance ${one.name} is not heard for ${silence(one)}`);
    }
  }
  return problems;
}
