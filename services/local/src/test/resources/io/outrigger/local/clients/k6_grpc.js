// k6 over gRPC. It writes the fields of a message in no order of its own, another one at each call: so it asks many times.
import grpc from 'k6/net/grpc';
import exec from 'k6/execution';
import { check } from 'k6';

const QUESTIONS = 200;
const question = JSON.parse(open(__ENV.QUESTION_FILE));
const client = new grpc.Client();
client.load([__ENV.PROTO_FOLDER], 'inference/grpc_service.proto');

export const options = {
  scenarios: { ask: { executor: 'shared-iterations', vus: 2, iterations: QUESTIONS, maxDuration: '60s' } },
  thresholds: { checks: ['rate==1'] },
};

export default function () {
  if (exec.vu.iterationInScenario === 0) {
    client.connect(__ENV.TARGET_GRPC, { plaintext: true });
  }
  const metadata = __ENV.TOKEN ? { authorization: `Bearer ${__ENV.TOKEN}` } : {};
  const answer = client.invoke('inference.GRPCInferenceService/ModelInfer', question, { metadata, timeout: '20s' });
  const right = check(answer, { 'the right digit': (a) => a.status === grpc.StatusOK && digit(a.message) === 7 });
  if (!right) {
    console.error(JSON.stringify(answer).slice(0, 400));
  }
}

// FP32 in little endian, as the protocol has raw tensors; k6 gives bytes as base64.
function digit(message) {
  const bytes = decode(message.rawOutputContents[0]);
  const scores = Array.from(new Float32Array(bytes.buffer));
  return scores.indexOf(Math.max(...scores));
}

function decode(base64) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const bytes = [];
  let bits = 0;
  let value = 0;
  for (const character of base64.replace(/=+$/, '')) {
    value = ((value << 6) | alphabet.indexOf(character)) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >> bits) & 0xff);
    }
  }
  return new Uint8Array(bytes);
}
