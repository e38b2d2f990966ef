package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** 10,000 damaged model cards, half of them with further targets. */
@Timeout(120)
class CardMutationTest {

    @Test
    void isReadOrRefused() {
        damage(TinyModel.card(), 5);
        damage(TinyModel.furtherCard(), 6);
    }

    private static void damage(ModelCard card, int seed) {
        byte[] whole = card.toJson().getBytes(StandardCharsets.UTF_8);

        Mutations.apply(whole, 0, 5_000, seed, bytes -> bytes, bytes -> {
            try {
                assertThat(ModelCard.parse(new String(bytes, StandardCharsets.UTF_8))
                                .goldenVectors())
                        .isNotEmpty();
            } catch (BmdException e) {
                assertThat(e.code()).isIn(BmdException.Code.MODEL_CARD_INVALID, BmdException.Code.MODEL_CARD_NEWER);
            }
        });
    }
}
