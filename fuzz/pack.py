#!/usr/bin/env python3
"""Packs inputs of a folder, of all sizes alike, into an archive of at most so many bytes and inputs, always the same bytes:
pack.py FOLDER ARCHIVE BYTES INPUTS"""

import gzip
import io
import pathlib
import sys
import tarfile


def packed(files):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in files:
            content = path.read_bytes()
            entry = tarfile.TarInfo(path.name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(raw.getvalue(), 9, mtime=0)


def some(files, number):
    return [files[position * len(files) // number] for position in range(number)]


def main():
    folder, archive = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    limit, inputs = int(sys.argv[3]), int(sys.argv[4])
    files = sorted(folder.iterdir(), key=lambda it: (it.stat().st_size, it.name))
    most, least = min(len(files), inputs), 0
    while least < most:  # the most files whose archive is small enough
        middle = (least + most + 1) // 2
        if len(packed(some(files, middle))) <= limit:
            least = middle
        else:
            most = middle - 1
    archive.parent.mkdir(exist_ok=True)
    archive.write_bytes(packed(some(files, least)))
    print(f"{archive}: {least} of {len(files)} inputs")


if __name__ == "__main__":
    main()
