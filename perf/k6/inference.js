// The seed's load: so many inferences a second, whatever the answers do. 95 % of them are answered within 10 ms, and none fails.
//
//   set -a; . .outrigger/platform.env; set +a; k6 run perf/k6/inference.js      (more in perf/README.md)
//
// GATEWAY_URL and TOKEN, a JWT or an API key, come from the environment, and where they are to be others:
// RATE (1000) requests a second, for a DURATION (60s); or STAGES instead, such as 30s:200,60s:1000,30s:0: times, each with the rate at its
// end. WARMUP (30s): half of the rate for so long, which does not count; 0s for none. MODEL, VERSION, PICTURE: what is asked. P95_MS (10).
import http from 'k6/http';
import encoding from 'k6/encoding';
import { check } from 'k6';

const RATE = Number(__ENV.RATE || 1000);
const WARMUP = __ENV.WARMUP || '30s';
const CALLERS_MAX = 500;
const warms = !/^0+[a-z]*$/.test(WARMUP);

const request = JSON.stringify({
  model: __ENV.MODEL || 'sample-classifier',
  version: __ENV.VERSION || 'v2',
  input: { image: encoding.b64encode(open(__ENV.PICTURE || '../../models/sample-classifier/pictures/7-1.png', 'b')) },
});
const parameters = { headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${__ENV.TOKEN}` }, timeout: '10s' };

const counted = __ENV.STAGES
  ? {
    executor: 'ramping-arrival-rate',
    startRate: 0,
    stages: __ENV.STAGES.split(',').map((stage) => {
      const [duration, target] = stage.split(':');
      return { duration, target: Number(target) };
    }),
  }
  : { executor: 'constant-arrival-rate', rate: RATE, duration: __ENV.DURATION || '60s' };

const callers = { timeUnit: '1s', preAllocatedVUs: Math.min(CALLERS_MAX, Math.max(10, RATE / 5)), maxVUs: CALLERS_MAX };

export const options = {
  scenarios: {
    ...(warms ? { warmup: { executor: 'constant-arrival-rate', rate: Math.ceil(RATE / 2), duration: WARMUP, ...callers } } : {}),
    load: { ...counted, ...callers, startTime: warms ? WARMUP : '0s' },
  },
  thresholds: {
    'http_req_duration{scenario:load}': [`p(95)<${__ENV.P95_MS || 10}`],
    'http_req_failed{scenario:load}': ['rate==0'],
    'dropped_iterations{scenario:load}': ['count==0'],
    'checks{scenario:load}': ['rate==1'],
  },
  summaryTrendStats: ['avg', 'med', 'p(95)', 'p(99)', 'max', 'count'],
};

export default function () {
  const answer = http.post(`${__ENV.GATEWAY_URL}/v1/infer`, request, parameters);
  check(answer, { 'an answer': (a) => a.status === 200 });
}
