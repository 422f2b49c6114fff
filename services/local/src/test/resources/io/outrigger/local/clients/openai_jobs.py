"""OpenAI's client, unchanged: a batch of pictures from the file of rows to the file of answers."""
import base64
import glob
import json
import os
import sys
import time

from openai import BadRequestError, NotFoundError, OpenAI

client = OpenAI(base_url=os.environ["GATEWAY_URL"] + "/v1", api_key=os.environ["TOKEN"])


def check(holds, sentence):
    if not holds:
        sys.exit(sentence)


pictures = {os.path.basename(path): base64.b64encode(open(path, "rb").read()).decode()
            for path in glob.glob(os.environ["PICTURES"] + "/*.png")}
names = sorted(pictures)
rows = [{"custom_id": f"{i} {names[i % len(names)]}", "method": "POST", "url": "/v1/infer",
         "body": {"model": "sample-classifier", "version": "v2", "input": {"image": pictures[names[i % len(names)]]}}}
        for i in range(300)]
rows.append({"custom_id": "bad", "method": "POST", "url": "/v1/infer",
             "body": {"model": "sample-classifier", "version": "v2", "input": {"image": "bm8gcGljdHVyZQ=="}}})
path = os.environ["FOLDER"] + "/rows.jsonl"
with open(path, "w") as file:
    file.writelines(json.dumps(row) + "\n" for row in rows)

uploaded = client.files.create(file=open(path, "rb"), purpose="batch")
batch = client.batches.create(input_file_id=uploaded.id, endpoint="/v1/infer", completion_window="24h", metadata={"team": "a"})
while batch.status in ("validating", "in_progress", "finalizing"):
    time.sleep(0.2)
    batch = client.batches.retrieve(batch.id)
check(batch.status == "completed", f"the batch should be completed: {batch}")
counts = batch.request_counts
check((counts.total, counts.completed, counts.failed) == (301, 300, 1), f"one row should have failed: {counts}")

answers = [json.loads(line) for line in client.files.content(batch.output_file_id).text.splitlines()]
check(sorted(answer["custom_id"] for answer in answers) == sorted(row["custom_id"] for row in rows[:-1]),
      "every row should have its answer, once")
for answer in answers:
    digit = answer["custom_id"].split()[1][0]
    check(answer["response"]["status_code"] == 200 and answer["error"] is None, f"the row should be answered: {answer}")
    check(answer["response"]["body"]["classification"][0]["label"] == digit, f"the picture shows a {digit}: {answer}")
errors = [json.loads(line) for line in client.files.content(batch.error_file_id).text.splitlines()]
check([error["custom_id"] for error in errors] == ["bad"], f"the bad row should be in the errors: {errors}")
check(errors[0]["error"]["code"] == "invalid_image" and errors[0]["error"]["line"] == 301, f"with its reason: {errors}")

try:
    client.batches.create(input_file_id=uploaded.id, endpoint="/v1/chat/completions", completion_window="24h")
    sys.exit("another endpoint should be refused")
except BadRequestError as refused:
    check(refused.response.json()["code"] == "invalid_field", f"the reason should come along: {refused.response.text}")
client.files.delete(uploaded.id)
try:
    client.files.content(uploaded.id)
    sys.exit("the file should be gone")
except NotFoundError:
    pass
