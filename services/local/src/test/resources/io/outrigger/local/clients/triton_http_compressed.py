"""tritonclient over HTTP with compressed requests, and asking for compressed answers."""
import tritonclient.http as triton

from sample import HEADERS, HOST, MODEL, PIXELS, VERSION, check


def ask(client, how, binary, **options):
    tensor = triton.InferInput("input", list(PIXELS.shape), "FP32")
    tensor.set_data_from_numpy(PIXELS, binary_data=binary)
    outputs = [triton.InferRequestedOutput("probabilities", binary_data=binary)]
    answer = client.infer(MODEL, [tensor], model_version=VERSION, outputs=outputs, headers=dict(HEADERS), **options)
    check(answer.as_numpy("probabilities"), answer.get_response()["model_version"], how)


with triton.InferenceServerClient(HOST) as client:
    for algorithm in ("gzip", "deflate"):
        ask(client, f"request in {algorithm}", True, request_compression_algorithm=algorithm)
        ask(client, f"JSON request in {algorithm}", False, request_compression_algorithm=algorithm)
        ask(client, f"answer in {algorithm}", True, response_compression_algorithm=algorithm)
        ask(client, f"JSON answer in {algorithm}", False, response_compression_algorithm=algorithm)
