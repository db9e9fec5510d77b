// Questions to Pen and orders for it. The token stays in this tab: not in the URL, not on the disk.

const KEY = 'pen.token';
let held = null; // where there is no storage, it lasts as long as the page

export class ApiFailure extends Error {
  constructor(status, message, retrySeconds) {
    super(message);
    this.status = status;
    this.retrySeconds = retrySeconds;
  }
}

export const token = {
  get value() {
    try {
      return sessionStorage.getItem(KEY) ?? held;
    } catch {
      return held;
    }
  },
  set value(secret) {
    held = secret;
    try {
      if (secret === null) {
        sessionStorage.removeItem(KEY);
      } else {
        sessionStorage.setItem(KEY, secret);
      }
    } catch {
      // held, then
    }
  },
};

export const path = (service, ...rest) => ['services', service, ...rest].map(encodeURIComponent).join('/');

/** Asks; the answer's JSON. */
export function get(what, query = {}, signal = undefined) {
  const words = Object.entries(query).filter(([, value]) => value != null && value !== '');
  const search = words.length > 0 ? '?' + new URLSearchParams(words) : '';
  return call('GET', what + search, undefined, undefined, signal);
}

/** Orders something, with the token of this tab. */
export function order(method, what, body) {
  return call(method, what, body, token.value ?? '');
}

/** Whether this is the token; throws an ApiFailure if not. */
export function tryToken(secret) {
  return call('POST', 'session', {}, secret);
}

async function call(method, what, body, secret, signal) {
  const headers = { Accept: 'application/json' };
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  if (secret !== undefined) {
    headers.Authorization = 'Bearer ' + secret;
  }
  let response;
  try {
    response = await fetch('/api/v1/' + what, {
      method, headers, signal, cache: 'no-store', credentials: 'omit',
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (failure) {
    if (failure.name === 'AbortError') {
      throw failure;
    }
    throw new ApiFailure(0, 'Pen does not answer');
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) {
    const message = answer?.error?.message ?? `Pen answered ${response.status}`;
    throw new ApiFailure(response.status, message, Number(response.headers.get('Retry-After')) || null);
  }
  return answer;
}
