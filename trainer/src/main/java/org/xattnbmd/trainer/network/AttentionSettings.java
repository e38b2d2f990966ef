package org.xattnbmd.trainer.network;

import static org.xattnbmd.trainer.RefusedValueException.require;

/**
 * Tokens and the attention between them.
 *
 * @param tokenSize length of every token
 * @param heads attention heads; must divide tokenSize
 * @param layers cross-attention layers
 * @param dropout dropout in attention, feed-forward and regressor
 */
public record AttentionSettings(int tokenSize, int heads, int layers, double dropout) {

    public AttentionSettings {
        require(heads > 0 && tokenSize % heads == 0, "heads must divide tokenSize " + tokenSize + ": " + heads);
        require(layers > 0, "at least one layer, received " + layers);
        require(dropout >= 0 && dropout < 1, "dropout must be in [0, 1), received " + dropout);
    }

    /** Of the demo's network. */
    public static AttentionSettings demo() {
        return new AttentionSettings(32, 4, 3, 0.25);
    }

    public AttentionSettings withTokenSize(int length) {
        return new AttentionSettings(length, heads, layers, dropout);
    }

    public AttentionSettings withLayers(int count) {
        return new AttentionSettings(tokenSize, heads, count, dropout);
    }

    public AttentionSettings withDropout(double rate) {
        return new AttentionSettings(tokenSize, heads, layers, rate);
    }
}
