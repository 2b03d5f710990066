# check_safetensors.py FOLDER
# Reads FOLDER/f32.safetensors and f64.safetensors, which nngen wrote, with a reader of its own and, where it is
# installed, with the package safetensors; then writes FOLDER/numpy.safetensors for nngen to read.
import json
import struct
import sys

import numpy as np

folder = sys.argv[1]
W = np.array([[1.5, -2, 0.1], [4, 5, 1e-3]])
expected = {'W1': W, 'b1': np.array([0.5, -0.25]), 's': np.array(3.0), 'row': np.array([[7.0, 8.0]])}


def read(path):
    with open(path, 'rb') as file:
        length, = struct.unpack('<Q', file.read(8))
        header = json.loads(file.read(length))
        elements = file.read()
    assert (8 + length) % 8 == 0
    types = {'F32': '<f4', 'F64': '<f8'}
    arrays = {}
    for name, entry in header.items():
        if name != '__metadata__':
            begin, end = entry['data_offsets']
            arrays[name] = np.frombuffer(elements[begin:end], types[entry['dtype']]).reshape(entry['shape'])
    return arrays, header['__metadata__']


def check(arrays, dtype):
    assert list(arrays) == list(expected) or set(arrays) == set(expected)
    for name, value in expected.items():
        assert arrays[name].dtype == dtype and arrays[name].shape == value.shape
        assert np.array_equal(arrays[name], value.astype(dtype)), name


def write(path, arrays):
    codes = {'<f2': 'F16', '<f4': 'F32', '<f8': 'F64', '<i4': 'I32', '|u1': 'U8'}
    header, elements = {'__metadata__': {'by': 'numpy'}}, b''
    for name, array in arrays.items():
        raw = np.ascontiguousarray(array).tobytes()
        header[name] = {'dtype': codes[array.dtype.str], 'shape': list(array.shape),
                        'data_offsets': [len(elements), len(elements) + len(raw)]}
        elements += raw
    text = json.dumps(header).encode()
    with open(path, 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text + elements)


for file, dtype in ('f32', np.float32), ('f64', np.float64):
    path = f'{folder}/{file}.safetensors'
    arrays, metadata = read(path)
    check(arrays, dtype)
    assert metadata == {'by': 'nngen', 'words': 'a "quoted" µ\n'}, metadata
arrays = {'W1': W.astype('<f2'), 'b1': np.array([[1.0], [2.0]], '<f8'), 's': np.array([9], '<i4'),
          'row': np.array([[1, 255]], '|u1')}
path = f'{folder}/numpy.safetensors'
try:
    import safetensors
    import safetensors.numpy
except ImportError:
    write(path, arrays)
else:
    for file, dtype in ('f32', np.float32), ('f64', np.float64):
        check(safetensors.numpy.load_file(f'{folder}/{file}.safetensors'), dtype)
        with safetensors.safe_open(f'{folder}/{file}.safetensors', 'np') as opened:
            assert opened.metadata() == {'by': 'nngen', 'words': 'a "quoted" µ\n'}
    safetensors.numpy.save_file(arrays, path, {'by': 'numpy'})
