/**
 * Turns any DJL block into an ONNX model, without Python, and proves that it is one.
 *
 * <h2>A worked example</h2>
 *
 * <pre>{@code
 * SequentialBlock block = new SequentialBlock()
 *         .add(Conv2d.builder().setFilters(8).setKernelShape(new Shape(3, 3)).build())
 *         .add(BatchNorm.builder().build())
 *         .add(Activation::relu)
 *         .add(Pool.globalAvgPool2dBlock())
 *         .addSingleton(x -> x.sub(x.mean(new int[] {1}, true)))
 *         .add(Linear.builder().setUnits(3).build());
 * block.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 28, 28));
 *
 * OnnxModel model = OnnxExporter.of(block)
 *         .name("digits")
 *         .input("image", DataType.FLOAT32, -1, 1, 28, 28)
 *         .outputs("scores")
 *         .metadata("classes", "zero,one,two")
 *         .export();
 * model.save(folder.resolve("digits.onnx"));
 *
 * ExportReport report = model.report();
 * OnnxModel half = model.toFloat16();
 * OnnxModel integer = model.quantizeInt8(samples, Int8Options.DEFAULT.withMinimumSpeedup(0));
 * }</pre>
 *
 * <p>The {@code -1} is the batch, on axis 0; {@link org.xattnbmd.exporter.OnnxExporter#dynamicAxis} names further axes that
 * vary. The report says how far ONNX Runtime and the block are apart at sizes that tracing has not seen; {@code export} throws
 * where that is over the tolerance.
 *
 * <h2>How it works</h2>
 *
 * <p>A block is not converted class by class. Its own {@code forward} runs, in inference mode, on arrays that record what
 * is done to them while the engine computes the same beside them, so lambdas and blocks nobody has heard of export like
 * any other. It runs at several sizes of each axis that varies: where the runs differ, a number must be a sum, product or
 * quotient of lengths, and then becomes one in the graph. Passes fold and fuse; then ONNX Runtime runs the file against
 * {@code block.forward}. The same block gives the same bytes, and nodes and initializers are named by their path in the
 * tree of blocks.
 *
 * <h2>What is refused</h2>
 *
 * <p>An {@link org.xattnbmd.exporter.ExportException} names the operation and the line of the block for whatever one graph
 * cannot say: reading values, dependence on a size that a graph cannot follow, random numbers, writing in place where another view of the
 * same memory is read afterwards, arrays from outside the run, operations that ONNX has no form for. What is supported
 * array method by array method is in OPERATORS.md, which the tests write.
 *
 * <h2>Precision</h2>
 *
 * <p>{@link org.xattnbmd.exporter.OnnxModel#toFloat16()} halves the file; what comes near the largest float16 on the
 * samples stays in float32. {@link org.xattnbmd.exporter.OnnxModel#quantizeInt8(SampleSet)} makes integer layers for
 * processors that multiply bytes, keeps the most sensitive layers in float32 until an accuracy budget holds, measures both
 * models in alternation, and refuses to return one that is worse than its budget or not faster. Ranges of activations come
 * from samples or, with {@link org.xattnbmd.exporter.Int8Activations#DYNAMIC}, from what the model sees while it runs.
 * {@link org.xattnbmd.exporter.OnnxModel#quantizeWeights()} puts the weights of matrix products alone into 4 bits.
 *
 * <h2>Memory and threads</h2>
 *
 * <p>An export holds the parameters three times (engine, graph, file) and the activations of all runs at once.
 * {@link org.xattnbmd.exporter.OnnxModel} and the reports are immutable and thread-safe; an
 * {@link org.xattnbmd.exporter.OnnxExporter} belongs to one thread. Nothing here needs closing.
 */
@NullMarked
package org.xattnbmd.exporter;

import org.jspecify.annotations.NullMarked;
