"""FastAPI and onnxruntime on uvicorn: serve.py MODEL PORT. It has no batching; a worker process a core, as its deployment guide has it."""
import os
import sys
from pathlib import Path

import numpy
import onnxruntime
import orjson
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

WORKERS = 2
THREADS_OF_A_CALL = 1

app = FastAPI()


def session():
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS_OF_A_CALL
    return onnxruntime.InferenceSession(os.environ["MODEL"], options, providers=["CPUExecutionProvider"])


@app.post("/predict")
async def predict(request: Request):
    """The body is read as it is: its 784 numbers as a field of a pydantic model take longer."""
    pixels = numpy.array(orjson.loads(await request.body())["input"], numpy.float32)
    probabilities, = await run_in_threadpool(model.run, None, {"input": pixels.reshape(-1, 1, 28, 28)})
    return Response(orjson.dumps({"output": probabilities}, option=orjson.OPT_SERIALIZE_NUMPY), media_type="application/json")


if __name__ == "__main__":
    os.environ["MODEL"] = sys.argv[1]
    uvicorn.run("serve:app", host="127.0.0.1", port=int(sys.argv[2]), workers=WORKERS, app_dir=str(Path(__file__).parent),
                loop="uvloop", http="httptools", access_log=False, log_level="warning", backlog=4096)
else:
    model = session()
