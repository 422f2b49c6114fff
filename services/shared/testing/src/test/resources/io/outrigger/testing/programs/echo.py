import os, sys, time

if "GREETING" not in os.environ:
    sys.exit("GREETING is not set")
print(os.environ["GREETING"], sys.argv[1:], flush=True)
if "stay" in sys.argv:
    time.sleep(600)
