package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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

    private static float[] encode(String field, String value) {
        return ClinicalRecord.builder().set(field, value).build().encode(TinyModel.FIELDS);
    }
}
