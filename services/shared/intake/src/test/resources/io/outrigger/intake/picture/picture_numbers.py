"""Pictures, and what Pillow, OpenCV and the recipes of Ultralytics and torchvision make of them.

Writes to the folder given: pictures, expected elements (FP32, NHWC, R G B) and cases.txt, a line each.
"""
import pathlib
import sys

import cv2
import numpy as np
from PIL import Image, ImageOps

folder = pathlib.Path(sys.argv[1])
random = np.random.default_rng(7)
cases = []
# Bicubic goes beyond black and white: Pillow cuts that off after each direction, the gateway after both.
OVERSHOOT = 4
IMAGENET = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])


def picture(width, height):
    """Noise on a gradient: every place differs, and so does every channel."""
    x, y = np.meshgrid(np.linspace(0, 155, width), np.linspace(0, 155, height))
    colors = np.stack([x, y, (x + y) / 2], axis=-1) + random.integers(0, 100, (height, width, 3))
    return Image.fromarray(colors.astype(np.uint8))


def case(source, filter, expected, tolerance, resize="STRETCH", size=None, resized=None, position="CENTER", pad=(0,),
         scale=1.0, mean=(0,), std=(1,), name=None):
    number = len(cases)
    file = name or f"{number}.png"
    if name is None:
        source.save(folder / file)
    height, width = expected.shape[:2]
    assert size is None or size == (width, height)
    resized = resized or (width, height)
    expected.astype("<f4").tofile(folder / f"{number}.expected")
    listed = [",".join(map(repr, map(float, numbers))) for numbers in (pad, mean, std)]
    cases.append(" ".join(map(str, [file, filter, resize, position, width, height, *resized, *listed, scale, tolerance])))


def letterbox(image, size, color=114, center=True):
    """LetterBox of Ultralytics with auto off."""
    height, width = image.shape[:2]
    ratio = min(size[1] / height, size[0] / width)
    unpadded = round(width * ratio), round(height * ratio)
    dw, dh = (size[0] - unpadded[0]) / 2, (size[1] - unpadded[1]) / 2
    if (width, height) != unpadded:
        image = cv2.resize(image, unpadded, interpolation=cv2.INTER_LINEAR)
    top, left = (round(dh - 0.1), round(dw - 0.1)) if center else (0, 0)
    return cv2.copyMakeBorder(image, top, size[1] - unpadded[1] - top, left, size[0] - unpadded[0] - left,
                              cv2.BORDER_CONSTANT, value=(color,) * 3)


def shorter_side(image, size, crop, filter):
    """Resize(size) and CenterCrop(crop) of torchvision on a Pillow image."""
    width, height = image.size
    short, long = min(width, height), max(width, height)
    new = size, int(size * long / short)
    image = image.resize(new if width <= height else new[::-1], filter)
    width, height = image.size
    if crop > min(width, height):
        left, top = max(0, (crop - width) // 2), max(0, (crop - height) // 2)
        canvas = Image.new("RGB", (max(width, crop), max(height, crop)))
        canvas.paste(image, (left, top))
        image = canvas
        width, height = image.size
    top, left = int(round((height - crop) / 2.0)), int(round((width - crop) / 2.0))
    return image.crop((left, top, left + crop, top + crop))


SIZES = [(1280, 720), (810, 1080), (333, 500), (101, 77), (640, 640), (17, 1), (1, 23), (2600, 1900)]
for width, height in SIZES:
    source = picture(width, height)
    array = np.asarray(source)
    for size in [(224, 224), (160, 96)]:
        case(source, "BILINEAR_OPENCV", cv2.resize(array, size, interpolation=cv2.INTER_LINEAR), 0)
        case(source, "BILINEAR_OPENCV", letterbox(array, size), 0, resize="LETTERBOX", pad=[114])
    if width * height <= 4_000_000:
        case(source, "BILINEAR", np.asarray(source.resize((224, 160), Image.BILINEAR)), 1)
        case(source, "BICUBIC", np.asarray(source.resize((224, 160), Image.BICUBIC)), OVERSHOOT)
        mean, std = (np.float32(numbers) for numbers in IMAGENET)
        for filter, name, levels in [(Image.BILINEAR, "BILINEAR", 1.01), (Image.BICUBIC, "BICUBIC", OVERSHOOT)]:
            cropped = np.asarray(shorter_side(source, 256, 224, filter), np.float32)
            case(source, name, (cropped / 255 - mean) / std, levels / 255 / 0.224, resize="COVER", resized=(256, 256), scale=1 / 255,
                 mean=IMAGENET[0], std=IMAGENET[1])

half = picture(320, 192)
case(half, "BILINEAR_OPENCV", cv2.resize(np.asarray(half), (160, 96)), 0)
case(half, "AREA", cv2.resize(np.asarray(half), (100, 64), interpolation=cv2.INTER_AREA), 0.51)
case(half, "BILINEAR_OPENCV", letterbox(np.asarray(half), (96, 96), center=False), 0, resize="LETTERBOX", pad=[114], position="TOP_LEFT")
small = picture(301, 95)
case(small, "NEAREST", np.asarray(small.resize((111, 73), Image.NEAREST)), 0)
case(small, "BILINEAR", np.asarray(shorter_side(small, 95, 128, Image.BILINEAR)), 0, resize="NONE", size=(128, 128))

for orientation in range(1, 9):
    stored = picture(60, 40)
    exif = Image.Exif()
    exif[0x0112] = orientation
    for file, options, tolerance in [(f"exif{orientation}.png", {}, 0), (f"exif{orientation}.jpg", {"quality": 95, "subsampling": 0}, 3)]:
        stored.save(folder / file, exif=exif, **options)
        upright = ImageOps.exif_transpose(Image.open(folder / file))
        case(None, "BILINEAR_OPENCV", letterbox(np.asarray(upright), (48, 48)), tolerance, resize="LETTERBOX", pad=[114], name=file)

(folder / "cases.txt").write_text("\n".join(cases) + "\n")
print(len(cases), "cases with OpenCV", cv2.__version__)
