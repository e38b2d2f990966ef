package org.xattnbmd.sdk.internal.clinical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldSharesTest {

    private final Map<String, Double> shares = new FieldShares(List.of("weight_kg", "age"), new double[] {0.25, 0.75});

    @Test
    void isTheMapItLooksLike() {
        Map<String, Double> plain = new LinkedHashMap<>();
        plain.put("weight_kg", 0.25);
        plain.put("age", 0.75);

        assertThat(shares).isEqualTo(plain).hasSameHashCodeAs(plain).containsExactlyEntriesOf(plain);
        assertThat(plain).isEqualTo(shares);
        assertThat(shares.toString()).isEqualTo(plain.toString());
        assertThat(shares.get("age")).isEqualTo(0.75);
        assertThat(shares.get("sex")).isNull();
        assertThat(shares.get(null)).isNull();
        assertThat(shares.containsKey(null)).isFalse();
        assertThat(shares.containsKey("age")).isTrue();
    }

    @Test
    void copiesAnyMapInItsOrder() {
        Map<String, Double> source = new LinkedHashMap<>(shares);

        Map<String, Double> copy = FieldShares.copyOf(source);
        source.put("age", 1.0);

        assertThat(copy).isEqualTo(shares);
        assertThat(copy.keySet()).containsExactly("weight_kg", "age");
        assertThat(FieldShares.copyOf(copy)).isSameAs(copy);
    }

    @Test
    void cannotBeChanged() {
        assertThatThrownBy(() -> shares.put("age", 1.0)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> shares.remove("age")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> shares.entrySet().iterator().next().setValue(1.0))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
