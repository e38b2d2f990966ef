package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.fixtures.TinyModel;

class ClinicalRecordPropertyTest {

    @Property
    void anyTextIsEitherEncodedOrRefusedWithACode(@ForAll String text) {
        try {
            assertThat(encode("age", text)[0]).isBetween(18f, 110f);
        } catch (BmdException e) {
            assertThat(e.code()).isIn(Code.CLINICAL_NOT_A_NUMBER, Code.CLINICAL_OUT_OF_RANGE);
        }
    }

    @Property
    void anyFieldMayBeMissing(@ForAll @IntRange(max = 15) int given) {
        ClinicalRecord.Builder builder = ClinicalRecord.builder();
        for (int i = 0; i < TinyModel.FIELDS.size(); i++) {
            if ((given & 1 << i) != 0) {
                builder.set(
                        TinyModel.FIELDS.get(i).name(), TinyModel.FIELDS.get(i).maximum());
            }
        }
        float[] row = builder.build().encode(TinyModel.FIELDS);

        for (int i = 0; i < row.length; i++) {
            assertThat(Float.isNaN(row[i])).isEqualTo((given & 1 << i) == 0);
        }
    }

    private static float[] encode(String field, String value) {
        return ClinicalRecord.builder().set(field, value).build().encode(TinyModel.FIELDS);
    }
}
