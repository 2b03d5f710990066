# write_arrays.py FOLDER
# Writes .npy files of many types, shapes and orders into the folder, and beside each its numbers as NumPy
# flattens them: NAME.npy and NAME.csv, a sample a line. Some of both are packed by gzip.
import gzip
import sys

import numpy as np

folder = sys.argv[1]
random = np.random.default_rng(3)
types = ['<f4', '>f4', '<f8', '>f8', '<f2', '|i1', '<i2', '>i2', '<i4', '>i4', '<i8', '>i8',
         '|u1', '<u2', '>u2', '<u4', '>u4', '<u8', '>u8', '|b1']
shapes = [(5,), (4, 3), (3, 2, 4), (2, 3, 2, 2), (1, 1)]
names = []
for shape in shapes:
    for type in types:
        for order in 'CF':
            numbers = random.integers(-100, 100, shape) if 'f' in type or 'i' in type else random.integers(0, 2, shape)
            if 'f' in type:
                numbers = numbers / 16
            array = np.asarray(numbers.astype(type), order=order)
            name = f'{len(names)}'
            with open(f'{folder}/{name}.npy', 'wb') as file:
                np.lib.format.write_array(file, array, version=[(1, 0), (2, 0), (3, 0)][len(names) % 3])
            if len(names) % 4 == 0:
                with open(f'{folder}/{name}.npy', 'rb') as file:
                    packed = gzip.compress(file.read())
                with open(f'{folder}/{name}.npy', 'wb') as file:
                    file.write(packed)
            rows = array.reshape(len(array), -1).astype(float)
            with open(f'{folder}/{name}.csv', 'w') as file:
                file.writelines(','.join(repr(float(x)) for x in row) + '\n' for row in rows)
            names.append(name)
with open(f'{folder}/count', 'w') as file:
    file.write(str(len(names)))
