package org.xattnbmd.trainer.network;

import static org.xattnbmd.trainer.RefusedValueException.require;

/**
 * Tokens and the attention between them.
 *
 * @param tokenSize length of every token
 * @param heads attention heads; must divide tokenSize
 * @param layers cross-attention layers
 * @param dropout dropout in attention, feed-forward and regressor
 * @param gate how much of what attention finds out is added to the tokens; null, as records of older runs have it, stands
 *     for {@link AttentionGate#NONE}
 */
public record AttentionSettings(int tokenSize, int heads, int layers, double dropout, AttentionGate gate) {

    public AttentionSettings {
        gate = gate == null ? AttentionGate.NONE : gate;
        require(heads > 0 && tokenSize % heads == 0, "heads must divide tokenSize " + tokenSize + ": " + heads);
        require(layers > 0, "at least one layer, received " + layers);
        require(dropout >= 0 && dropout < 1, "dropout must be in [0, 1), received " + dropout);
    }

    /** Of the demo's network. */
    public static AttentionSettings demo() {
        return new AttentionSettings(32, 4, 3, 0.25, AttentionGate.ZERO);
    }

    public AttentionSettings withTokenSize(int length) {
        return new AttentionSettings(length, heads, layers, dropout, gate);
    }

    public AttentionSettings withLayers(int count) {
        return new AttentionSettings(tokenSize, heads, count, dropout, gate);
    }

    public AttentionSettings withDropout(double rate) {
        return new AttentionSettings(tokenSize, heads, layers, rate, gate);
    }

    public AttentionSettings withGate(AttentionGate other) {
        return new AttentionSettings(tokenSize, heads, layers, dropout, other);
    }

    /** For people: layers, heads, tokens, and the gates where there are any. */
    public String description() {
        return layers + " layers, " + heads + " heads, tokens of " + tokenSize
                + (gate.learned() ? ", gates from zero" : "");
    }
}
