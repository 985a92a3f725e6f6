import {parentPort} from 'node:worker_threads';
import {computeRsa, type RsaRequest} from './compute.ts';

parentPort?.on('message', ({id, ...request}: RsaRequest & {id: number}) => {
  try {
    parentPort?.postMessage({id, result: computeRsa(request)});
  } catch (error) {
    parentPort?.postMessage({id, error: error instanceof Error ? error.message : String(error)});
  }
});
