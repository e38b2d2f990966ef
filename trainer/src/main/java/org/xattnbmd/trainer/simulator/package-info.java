/**
 * The SIMULATED cohort: a physics-based stand-in for radiographs and densitometer readings that nobody may publish.
 *
 * <p>Each subject is drawn as clinical facts ({@code Population}), grown into a three-dimensional hip of distance fields
 * ({@code FemurShape}, {@code Femur}, {@code Pelvis}, {@code SoftTissue}), measured by a simulated dual-energy densitometer
 * ({@code Densitometer}) and imaged: diverging rays ({@code Projector}), Beer–Lambert attenuation, scatter, exposure and
 * noise ({@code Detector}), the maker's processing ({@code Processing}). The label is never painted into the picture; both
 * follow from the same mineral.
 *
 * <pre>{@code
 * SimulationConfig config = SimulationConfig.defaults().withSubjects(400);
 * new CohortSimulator(config).write(Path.of("cohort"), 2, null);
 * }</pre>
 */
package org.xattnbmd.trainer.simulator;
