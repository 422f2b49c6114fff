"""tritonclient over gRPC with messages in deflate."""
import tritonclient.grpc as triton

from sample import GRPC, HEADERS, MODEL, PIXELS, VERSION, check

with triton.InferenceServerClient(GRPC) as client:
    tensor = triton.InferInput("input", list(PIXELS.shape), "FP32")
    tensor.set_data_from_numpy(PIXELS)
    answer = client.infer(MODEL, [tensor], model_version=VERSION, headers=HEADERS, compression_algorithm="deflate")
    check(answer.as_numpy("probabilities"), answer.get_response().model_version, "deflate")
