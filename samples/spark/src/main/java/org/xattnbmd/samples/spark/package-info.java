/**
 * Estimates of an archive on Apache Spark: {@link Screen} is the job, {@link ExecutorEstimator} holds one estimator per executor,
 * {@link Waves} divide the list so that a killed job goes on where it was.
 */
package org.xattnbmd.samples.spark;
