import fc from 'fast-check';
import type { Description } from '../description.ts';
import { bytesOf } from './changes.ts';
import { nearValidRequest, randomRequest } from './near-valid-request.ts';
import type { Request } from './request.ts';
import { type Draft, validRequest } from './valid-request.ts';

/** Requests for a service: valid ones, ones that are wrong in a few places, and ones that make no sense. */
export function anyRequest({ operations }: Description): fc.Arbitrary<Request> {
  const valid = fc.oneof(...operations.map(validRequest));
  return fc
    .oneof(
      { weight: 4, arbitrary: valid },
      { weight: 6, arbitrary: nearValidRequest(valid) },
      { weight: 2, arbitrary: randomRequest },
    )
    .map(toRequest);
}

function toRequest({ method, path, query, headers, body }: Draft): Request {
  const search = query.map(([name, value]) => `${name}=${value}`).join('&');
  const target = search === '' ? path : `${path}?${search}`;
  return { method, target, headers, body: bytesOf(body) };
}
