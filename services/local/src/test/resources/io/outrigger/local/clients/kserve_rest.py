"""KServe's REST client, whose JSON names the model again beside the path."""
import asyncio

from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig
from kserve.protocol.infer_type import RequestedOutput

from sample import HEADERS, MODEL, PIXELS, URL, check_some, require


def question(binary):
    tensor = InferInput("input", list(PIXELS.shape), "FP32")
    tensor.set_data_from_numpy(PIXELS, binary_data=binary)
    return InferRequest(MODEL, [tensor], request_id="7",
                        request_outputs=[RequestedOutput("probabilities", parameters={"binary_data": binary})])


async def main():
    async with InferenceRESTClient(RESTConfig(protocol="v2", timeout=30)) as client:
        for how, binary in (("JSON", False), ("binary", True)):
            answer = await client.infer(URL, question(binary), model_name=MODEL, headers=dict(HEADERS))
            require(answer.id == "7", f"{how}: the request's id")
            check_some(answer.outputs[0].as_numpy(), how)


asyncio.run(main())
