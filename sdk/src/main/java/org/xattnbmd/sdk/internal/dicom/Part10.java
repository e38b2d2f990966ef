package org.xattnbmd.sdk.internal.dicom;

import java.nio.charset.StandardCharsets;

/**
 * Writes a data set as a file: preamble, file meta information, the data set in explicit VR little endian (DICOM PS3.10, 7.1). Our own because no
 * DICOM toolkit with an open licence is in the public registries that this build uses, and writing is small.
 */
public final class Part10 {

    private static final int PREAMBLE = 128;
    private static final String IMPLEMENTATION = Uids.of("implementation", "org.xattnbmd.sdk");
    private static final String IMPLEMENTATION_NAME = "XATTNBMD_SDK_1";

    private Part10() {}

    /**
     * The file's bytes.
     *
     * @param transferSyntaxUid explicit VR little endian, or that of the frames in the data set
     */
    public static byte[] write(
            DataSet set, String transferSyntaxUid, String sopClassUid, String sopInstanceUid, DicomText text) {
        Pieces meta = new DataSet()
                .putBytes(Attribute.FILE_META_INFORMATION_VERSION, new byte[] {0, 1})
                .put(Attribute.MEDIA_STORAGE_SOP_CLASS_UID, sopClassUid)
                .put(Attribute.MEDIA_STORAGE_SOP_INSTANCE_UID, sopInstanceUid)
                .put(Attribute.TRANSFER_SYNTAX_UID, transferSyntaxUid)
                .put(Attribute.IMPLEMENTATION_CLASS_UID, IMPLEMENTATION)
                .put(Attribute.IMPLEMENTATION_VERSION_NAME, IMPLEMENTATION_NAME)
                .encode(DicomText.ASCII);
        return new Pieces()
                .add(new byte[PREAMBLE])
                .add("DICM".getBytes(StandardCharsets.US_ASCII))
                .add(new DataSet()
                        .putWhole(Attribute.FILE_META_INFORMATION_GROUP_LENGTH, meta.length())
                        .encode(DicomText.ASCII))
                .add(meta)
                .add(set.encode(text))
                .toBytes();
    }
}
