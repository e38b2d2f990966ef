/**
 * Estimates as results for a hospital's systems: as DICOM objects that go back into a picture archive.
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
 *
 * <p>And estimates as messages for a hospital's other systems: a FHIR R4 Bundle for a record, an HL7 v2.5.1 ORU^R01 for a RIS.
 *
 * <pre>{@code
 * ResultMessages messages = ResultMessages.of(
 *                 estimate, radiograph.side(), ResultMessages.Source.dicom(studyUid, imageUid), OffsetDateTime.now())
 *         .withTaken(taken);
 * String bundle = messages.fhirBundle(FhirLinks.NONE.withSubject("Patient/123"));
 * String oru = messages.hl7(Hl7Header.between(new Hl7Header.Party("BMD", "WARD"), new Hl7Header.Party("RIS", "HOSPITAL"))
 *         .withPatient(List.of(new Hl7Header.PatientId("4711", "HOSPITAL", "MR"))));
 * }</pre>
 *
 * <p>{@code RESULTS-FHIR-HL7.md} says what is in each message, with the codes.
 */
@NullMarked
package org.xattnbmd.sdk.results;

import org.jspecify.annotations.NullMarked;
