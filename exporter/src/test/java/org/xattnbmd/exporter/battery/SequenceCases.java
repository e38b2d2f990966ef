package org.xattnbmd.exporter.battery;

import ai.djl.modality.nlp.DefaultVocabulary;
import ai.djl.modality.nlp.embedding.TrainableWordEmbedding;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.transformer.BertBlock;
import ai.djl.nn.transformer.IdEmbedding;
import ai.djl.nn.transformer.PointwiseFeedForwardBlock;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Recurrent layers, attention and transformers. */
final class SequenceCases {

    private SequenceCases() {}

    static Stream<BatteryCase> all() {
        return Stream.concat(recurrent(), transformers());
    }

    private static Stream<BatteryCase> recurrent() {
        List<BatteryCase> cases = new ArrayList<>();
        for (int layers : new int[] {1, 2}) {
            for (boolean both : new boolean[] {false, true}) {
                for (boolean bias : new boolean[] {true, false}) {
                    // The engine mistakes the order of the parameters where a layer has both directions and biases.
                    if (both && bias) {
                        continue;
                    }
                    String suffix = " " + layers + (layers == 1 ? " layer" : " layers") + (both ? " bidirectional" : "")
                            + (bias ? "" : " without bias");
                    cases.add(BatteryCase.of(
                            "RNN tanh" + suffix,
                            () -> RNN.builder()
                                    .setActivation(RNN.Activation.TANH)
                                    .setStateSize(4)
                                    .setNumLayers(layers)
                                    .optBidirectional(both)
                                    .optHasBiases(bias)
                                    .optBatchFirst(true)
                                    .optReturnState(true)
                                    .build()));
                    cases.add(BatteryCase.of(
                            "GRU" + suffix,
                            () -> GRU.builder()
                                    .setStateSize(4)
                                    .setNumLayers(layers)
                                    .optBidirectional(both)
                                    .optHasBiases(bias)
                                    .optBatchFirst(true)
                                    .optReturnState(true)
                                    .build()));
                    cases.add(BatteryCase.of(
                            "LSTM" + suffix,
                            () -> LSTM.builder()
                                    .setStateSize(4)
                                    .setNumLayers(layers)
                                    .optBidirectional(both)
                                    .optHasBiases(bias)
                                    .optBatchFirst(true)
                                    .optReturnState(true)
                                    .build()));
                }
            }
        }
        cases.add(BatteryCase.of(
                "RNN relu",
                () -> RNN.builder()
                        .setActivation(RNN.Activation.RELU)
                        .setStateSize(4)
                        .setNumLayers(1)
                        .optBatchFirst(true)
                        .build()));
        return cases.stream().map(c -> c.floats(5, 3));
    }

    private static Block wordEmbedding() {
        List<String> words = IntStream.range(0, 20).mapToObj(i -> "word" + i).toList();
        return TrainableWordEmbedding.builder()
                .setEmbeddingSize(6)
                .setVocabulary(new DefaultVocabulary(words))
                .build();
    }

    private static Block attention() {
        return ScaledDotProductAttentionBlock.builder()
                .setEmbeddingSize(8)
                .setHeadCount(2)
                .build();
    }

    private static BertBlock.Builder bert() {
        return BertBlock.builder().nano().setTokenDictionarySize(50).optMaxSequenceLength(6);
    }

    private static Stream<BatteryCase> transformers() {
        return Stream.of(
                BatteryCase.of(
                                "IdEmbedding",
                                () -> new IdEmbedding.Builder()
                                        .setDictionarySize(20)
                                        .setEmbeddingSize(6)
                                        .build())
                        .ints(20, 5),
                BatteryCase.of("TrainableWordEmbedding", SequenceCases::wordEmbedding)
                        .ints(20, 5),
                BatteryCase.of(
                                "PointwiseFeedForwardBlock",
                                () -> new PointwiseFeedForwardBlock(List.of(12), 8, Activation::gelu))
                        .floats(4, 8),
                BatteryCase.of("ScaledDotProductAttention", SequenceCases::attention)
                        .floats(5, 8),
                BatteryCase.of("ScaledDotProductAttention masked", SequenceCases::attention)
                        .floats(5, 8)
                        .ints(2, 5, 5),
                BatteryCase.of("ScaledDotProductAttention of key, query, value", SequenceCases::attention)
                        .floats(5, 8)
                        .floats(3, 8)
                        .floats(5, 8),
                BatteryCase.of(
                                "TransformerEncoderBlock",
                                () -> new TransformerEncoderBlock(8, 2, 16, 0.1f, Activation::gelu))
                        .floats(5, 8),
                BatteryCase.of("decoder with rotary embedding and experts", DecoderBlock::new)
                        .floats(6, 32),
                BatteryCase.of("attention with batchDot and sequenceMask", () -> new LambdaBlock(SequenceCases::masked))
                        .floats(5, 8)
                        .floats(6, 8)
                        .ints(7),
                BatteryCase.of("log mel spectrogram", () -> new LambdaBlock(SequenceCases::melSpectrogram))
                        .floats(1600),
                BatteryCase.of("BertBlock", () -> new Bert(bert()))
                        .ints(50, 6)
                        .ints(2, 6)
                        .ints(2, 6)
                        .keepBatchAxis());
    }

    /** Attention to as many keys as a length says, as the book "Dive into Deep Learning" writes it for DJL. */
    private static NDList masked(NDList in) {
        NDArray keys = in.get(1);
        NDArray scores = in.get(0).batchDot(keys.swapAxes(1, 2)).div(Math.sqrt(8));
        Shape shape = scores.getShape();
        NDArray lengths = in.get(2).repeat(shape.get(1));
        NDArray flat = scores.reshape(new Shape(-1, shape.get(2))).sequenceMask(lengths, -1e6f);
        return new NDList(flat.softmax(-1).reshape(shape).batchDot(keys));
    }

    /** The features of Whisper, as DJL's {@code LogMelSpectrogram} computes them, with filters of another shape. */
    private static NDList melSpectrogram(NDList in) {
        NDArray samples = in.head();
        NDManager manager = samples.getManager();
        NDArray power = samples.stft(400, 160, true, manager.hanningWindow(400), true)
                .get(":, :, :-1")
                .abs()
                .pow(2);
        NDArray filters = manager.linspace(0, 1, 8 * 201).cos().reshape(8, 201).square();
        NDArray log = filters.matMul(power).clip(1e-10, Float.MAX_VALUE).log10();
        NDArray floor = log.max(new int[] {1}, true).max(new int[] {2}, true).sub(8f);
        return new NDList(log.maximum(floor).add(4f).div(4f));
    }

    /** BERT as it is used: token numbers, types and mask in, tokens and pooled sentence out. */
    private static final class Bert extends AbstractBlock {

        private final BertBlock inner;

        Bert(BertBlock.Builder builder) {
            inner = addChildBlock("bert", builder.build());
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
            NDArray mask = inputs.get(2).toType(DataType.FLOAT32, false);
            return inner.forward(store, new NDList(inputs.get(0), inputs.get(1), mask), training);
        }

        @Override
        protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
            inner.initialize(manager, type, shapes);
        }

        @Override
        public Shape[] getOutputShapes(Shape[] shapes) {
            return inner.getOutputShapes(shapes);
        }
    }
}
