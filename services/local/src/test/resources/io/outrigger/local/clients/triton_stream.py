"""tritonclient's gRPC stream with enable_empty_final_response, as clients of decoupled models open it."""
import queue

import tritonclient.grpc as triton

from sample import GRPC, HEADERS, MODEL, PIXELS, VERSION, check, require

QUESTIONS = 3
answers = queue.Queue()

with triton.InferenceServerClient(GRPC) as client:
    client.start_stream(callback=lambda result, error: answers.put((result, error)), headers=HEADERS)
    for number in range(QUESTIONS):
        tensor = triton.InferInput("input", list(PIXELS.shape), "FP32")
        tensor.set_data_from_numpy(PIXELS)
        client.async_stream_infer(MODEL, [tensor], model_version=VERSION, request_id=str(number), enable_empty_final_response=True)
    seen, final = set(), set()
    while len(final) < QUESTIONS:
        result, error = answers.get(timeout=30)
        if error is not None:
            raise SystemExit(f"the stream answers: {error}")
        response = result.get_response()
        require("triton_final_response" in response.parameters, f"triton_final_response in the answer to {response.id}")
        if response.parameters["triton_final_response"].bool_param:
            final.add(response.id)
        if response.outputs:
            require(response.id not in seen, f"one answer to {response.id}")
            seen.add(response.id)
            check(result.as_numpy("probabilities"), response.model_version, f"question {response.id}")
    client.stop_stream()
require(seen == final == {str(number) for number in range(QUESTIONS)}, "an answer and an end to each question")
