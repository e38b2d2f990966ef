package org.xattnbmd.sdk.internal.picture.jpeg2000;

/**
 * What COD says of a whole tile (tables A.13 and A.14).
 *
 * @param endMarked whether EPH markers follow the packets' headers
 * @param progression its order, table A.16
 * @param transformed whether the first three components are coded as luminance and two colours
 */
record PacketStyle(boolean endMarked, Progression progression, int layers, boolean transformed) {

    static PacketStyle read(ByteReader in, int style) {
        Progression progression = Progression.of(in.unsigned8());
        int layers = in.unsigned16();
        int transform = in.unsigned8();
        if (layers == 0) {
            throw Failures.corrupt("it has no layers");
        }
        if (transform > 1) {
            throw Failures.unsupported("part 1", "another component transform");
        }
        return new PacketStyle((style & 4) != 0, progression, layers, transform == 1);
    }
}
