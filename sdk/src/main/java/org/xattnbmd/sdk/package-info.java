/**
 * Estimates the areal bone mineral density (BMD) of the femoral neck from an anteroposterior hip radiograph and clinical
 * facts. This page is the manual.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * try (BmdEstimator estimator = BmdEstimator.open(Path.of("hip.onnx"))) {
 *     Radiograph radiograph = Radiograph.read(Path.of("hip.png")).withSide(Radiograph.Side.LEFT);
 *     ClinicalRecord clinical = ClinicalRecord.builder().set("age", 75).set("sex", "female").build();
 *     BmdEstimate estimate = estimator.estimate(radiograph, clinical);
 *     System.out.println(estimate.bmd() + " g/cm², T-score " + estimate.tScore());
 * }
 * }</pre>
 *
 * <h2>What happens</h2>
 *
 * <ol>
 *   <li>{@link org.xattnbmd.sdk.BmdEstimator} reads the model file once, checks it in Java, loads it into ONNX Runtime and
 *       repeats the golden vectors of its {@link org.xattnbmd.sdk.ModelCard}. What does not compute as its card says does
 *       not open.
 *   <li>{@link org.xattnbmd.sdk.Radiograph} checks format and size of a picture before decoding it and holds it as 16-bit
 *       grey, bone bright.
 *   <li>{@link org.xattnbmd.sdk.Preprocessing}, with the parameters in the card, makes it the network's input: the very
 *       class that the trainer used.
 *   <li>{@link org.xattnbmd.sdk.ClinicalRecord} is checked against the fields in the card, after conversion from the
 *       caller's unit where one was given. Every field may be missing; values that contradict each other are warned of.
 *   <li>{@link org.xattnbmd.sdk.BmdEstimate} holds the answer: BMD with its interval, T-score, WHO category where it
 *       applies, screening decisions, attention to fields and picture, warnings, and the model's identity.
 * </ol>
 *
 * <h2>How far to trust an estimate</h2>
 *
 * <p>{@link org.xattnbmd.sdk.BmdEstimate#trust} has one of three levels, judged by the radiograph. <em>Fine</em>: nothing speaks
 * against it. <em>Unusual</em>: warned of, and the intervals are widened by the factor in the model's card. <em>Not usable</em>:
 * the radiograph is beyond the card's hard limit, or far too coarse. That is refused with {@code NOT_USABLE}; for research
 * {@link org.xattnbmd.sdk.BmdEstimator.Builder#returnUnusable} returns it marked, without category, screening and T-score.
 * Model files whose card has no trust limits widen nothing and refuse nothing of this.
 *
 * <h2>Many exams</h2>
 *
 * <p>{@link org.xattnbmd.sdk.ExamList} reads a table of exams row by row: where the radiograph is, which hip it shows, and
 * the clinical facts. What a row has to look like is said there; {@link org.xattnbmd.sdk.ExamList.Exam#of} takes rows that
 * come from elsewhere the same way.
 *
 * <h2>Results for an archive</h2>
 *
 * <p>The package {@code org.xattnbmd.sdk.results} makes DICOM objects of an estimate: structured report, secondary capture, presentation
 * state, encapsulated PDF. Only there does anything of the SDK hold who the patient is.
 *
 * <h2>T-scores</h2>
 *
 * <p>A T-score is (BMD - mean) / sd of young adults, and means nothing without saying whom and on whose densitometer. The
 * model's card names both; {@link org.xattnbmd.sdk.BmdEstimator.Builder#reference} takes another population, on the
 * model's scale only:
 *
 * <pre>{@code
 * ReferencePopulation men = ReferencePopulation.nhanes3WhiteMen().onScale("GE Lunar");
 * BmdEstimator estimator = BmdEstimator.builder(model).reference(men).open();
 * }</pre>
 *
 * <p>It is reported to one decimal, and the WHO category is read off that. Halves go away from zero unless {@link
 * org.xattnbmd.sdk.BmdEstimator.Builder#scoreRounding} says how the laboratory at hand rounds. The category exists for
 * postmenopausal women and men from 50 years, for which age stands; below, {@link
 * org.xattnbmd.sdk.BmdEstimator.Builder#ageReference} gives a Z-score to read instead.
 *
 * <h2>Threads, ownership, memory</h2>
 *
 * <p>All types but the builders are immutable and thread-safe. One estimator serves any number of threads; only it owns
 * native memory, about the size of its model file plus the network's activations, and only it must be closed. A radiograph
 * takes 2 bytes a pixel on the heap.
 *
 * <p>A call can be ended before it is done, also while the network computes, by another thread or at a deadline:
 *
 * <pre>{@code
 * estimator.estimate(radiograph, clinical, Cancellation.after(Duration.ofSeconds(2)));
 * }</pre>
 *
 * <p>{@link org.xattnbmd.sdk.BmdEstimator.Builder#listener} hears of every call, how long its stages took and how it
 * ended. Without a deadline in flight the SDK has no thread of its own; ONNX Runtime's sleep between calls.
 *
 * <h2>Native libraries</h2>
 *
 * <p>They are unpacked once per version into a {@linkplain org.xattnbmd.sdk.BmdEstimator.Builder#nativeCache cache} that only
 * its owner may write to, and hashed. At later starts a library is used unhashed only if the file system says that neither
 * its content nor its inode has changed since; in a folder that others may write to, it is hashed every time. One that is
 * not what was unpacked is unpacked again and never loaded.
 *
 * <p>That holds for ONNX Runtime everywhere, and for OpenCV on Linux on x86-64. There its core and image processing are loaded
 * without JavaCPP's own loading, through copies of JavaCPP's and OpenCV's classes that a class loader of the SDK's own
 * defines and nobody else sees: what the host does with JavaCPP or OpenCV, before or after, is not touched, and neither are
 * its system properties. Elsewhere JavaCPP loads OpenCV for the host's classes, from its own cache, which it checks by size
 * and time only: on other platforms, where the host has set how JavaCPP loads ({@code platform.*}, {@code pathsFirst}, {@code
 * loadLibraries} and the like), or has the SDK in a second class loader. Meanwhile JavaCPP's {@code platform.extension} is
 * empty, unless the host has set it or other jars of JavaCPP than OpenCV's are visible.
 *
 * <p>On the module path the jars with the libraries are modules that nothing requires: start Java with {@code --add-modules
 * ALL-MODULE-PATH}, or name {@code org.bytedeco.opencv.linux.x86_64} and its like for OpenBLAS and JavaCPP.
 *
 * <h2>Errors</h2>
 *
 * <p>Everything that is refused or fails is a {@link org.xattnbmd.sdk.BmdException} with a stable
 * {@linkplain org.xattnbmd.sdk.BmdException.Code code}; {@code ERRORS.md} has them all in one table with cause and remedy.
 * Refused input leaves nothing behind. Messages name fields and files, never a person.
 *
 * <h2>GPU</h2>
 *
 * <p>{@link org.xattnbmd.sdk.Device#CUDA_PREFERRED} looks for the NVIDIA driver, CUDA 12 and cuDNN 9 first and runs on the
 * processor at once where one is missing; {@link org.xattnbmd.sdk.RuntimeInfo#reason()} names it and the version wanted.
 * {@link org.xattnbmd.sdk.Device#CUDA_REQUIRED} never falls back. TF32 is off. {@link
 * org.xattnbmd.sdk.BmdEstimator.Builder#gpuMemoryLimit} bounds the device memory, and {@link
 * org.xattnbmd.sdk.BmdEstimator.Builder#fixedBatch} keeps every run to the shape that was warmed up on opening.
 *
 * <h2>Before a model is released</h2>
 *
 * <p>{@link org.xattnbmd.sdk.ModelCheck} compares a new model file with the figures of the one before: in a build, in a
 * vendor's own tests, in a console application.
 *
 * <pre>{@code
 * ModelCheck.of(model).baseline(baseline).run().assertPassed();
 * }</pre>
 *
 * <p>Research software: not a medical device.
 */
@NullMarked
package org.xattnbmd.sdk;

import org.jspecify.annotations.NullMarked;
