# cmake -DINPUT=file -DOUTPUT=file.inc -P embed.cmake: the bytes of a file as the elements of a C++ array.
file(READ "${INPUT}" hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
file(WRITE "${OUTPUT}" "${bytes}")
