package org.xattnbmd.sdk.internal.picture.dicom;

/** The data elements that are read, by their keywords (DICOM PS3.6); group in the upper, element in the lower 16 bits. */
final class Tag {

    static final int TRANSFER_SYNTAX_UID = 0x00020010;
    static final int PATIENTS_SEX = 0x00100040;
    static final int PATIENTS_AGE = 0x00101010;
    static final int PATIENTS_SIZE = 0x00101020;
    static final int PATIENTS_WEIGHT = 0x00101030;
    static final int ANATOMICAL_ORIENTATION_TYPE = 0x00102210;
    static final int DISTANCE_SOURCE_TO_DETECTOR = 0x00181110;
    static final int DISTANCE_SOURCE_TO_PATIENT = 0x00181111;
    static final int ESTIMATED_RADIOGRAPHIC_MAGNIFICATION_FACTOR = 0x00181114;
    static final int IMAGER_PIXEL_SPACING = 0x00181164;
    static final int NOMINAL_SCANNED_PIXEL_SPACING = 0x00182010;
    static final int PATIENT_ORIENTATION = 0x00200020;
    static final int LATERALITY = 0x00200060;
    static final int IMAGE_LATERALITY = 0x00200062;
    static final int FRAME_ANATOMY = 0x00209071;
    static final int FRAME_LATERALITY = 0x00209072;
    static final int PATIENT_ORIENTATION_IN_FRAME = 0x00209450;
    static final int SAMPLES_PER_PIXEL = 0x00280002;
    static final int PHOTOMETRIC_INTERPRETATION = 0x00280004;
    static final int PLANAR_CONFIGURATION = 0x00280006;
    static final int NUMBER_OF_FRAMES = 0x00280008;
    static final int ROWS = 0x00280010;
    static final int COLUMNS = 0x00280011;
    static final int PIXEL_SPACING = 0x00280030;
    static final int PIXEL_ASPECT_RATIO = 0x00280034;
    static final int BITS_ALLOCATED = 0x00280100;
    static final int BITS_STORED = 0x00280101;
    static final int HIGH_BIT = 0x00280102;
    static final int PIXEL_REPRESENTATION = 0x00280103;
    static final int PIXEL_PADDING_VALUE = 0x00280120;
    static final int PIXEL_PADDING_RANGE_LIMIT = 0x00280121;
    static final int FLOAT_PIXEL_PADDING_VALUE = 0x00280122;
    static final int DOUBLE_FLOAT_PIXEL_PADDING_VALUE = 0x00280123;
    static final int FLOAT_PIXEL_PADDING_RANGE_LIMIT = 0x00280124;
    static final int DOUBLE_FLOAT_PIXEL_PADDING_RANGE_LIMIT = 0x00280125;
    static final int PIXEL_SPACING_CALIBRATION_TYPE = 0x00280A02;
    static final int RESCALE_INTERCEPT = 0x00281052;
    static final int RESCALE_SLOPE = 0x00281053;

    /** Of red; those of green and blue follow it. */
    static final int PALETTE_DESCRIPTOR = 0x00281101;

    static final int PALETTE_DATA = 0x00281201;
    static final int SEGMENTED_PALETTE_DATA = 0x00281221;
    static final int MODALITY_LUT_SEQUENCE = 0x00283000;
    static final int VOI_LUT_SEQUENCE = 0x00283010;
    static final int PIXEL_MEASURES = 0x00289110;
    static final int FRAME_VOI_LUT = 0x00289132;
    static final int PIXEL_VALUE_TRANSFORMATION = 0x00289145;
    static final int FRAME_PIXEL_DATA_PROPERTIES = 0x00289443;
    static final int PRESENTATION_LUT_SEQUENCE = 0x20500010;
    static final int PRESENTATION_LUT_SHAPE = 0x20500020;
    static final int SHARED_FUNCTIONAL_GROUPS = 0x52009229;
    static final int PER_FRAME_FUNCTIONAL_GROUPS = 0x52009230;
    static final int FLOAT_PIXEL_DATA = 0x7FE00008;
    static final int DOUBLE_FLOAT_PIXEL_DATA = 0x7FE00009;
    static final int PIXEL_DATA = 0x7FE00010;
    static final int ITEM = 0xFFFEE000;
    static final int ITEM_DELIMITATION = 0xFFFEE00D;
    static final int SEQUENCE_DELIMITATION = 0xFFFEE0DD;

    /** The element of each overlay's group, 6000 to 601E. */
    static final int OVERLAY_BIT_POSITION = 0x0102;

    private Tag() {}
}
