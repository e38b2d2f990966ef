/**
 * Estimates as DICOM objects that go back into a picture archive.
 *
 * <pre>{@code
 * StudyContext study = StudyContext.read(file);
 * Radiograph radiograph = study.radiograph().withSide(Radiograph.Side.LEFT);
 * BmdEstimate estimate = estimator.estimate(radiograph, clinical);
 * DicomResults results =
 *         DicomResults.of(estimate, estimator.modelCard(), radiograph, study, OffsetDateTime.now());
 * Files.write(target, results.structuredReport().bytes());
 * }</pre>
 *
 * <p>{@code RESULTS.md} says what is in each object, with the codes.
 */
package org.xattnbmd.sdk.results;
