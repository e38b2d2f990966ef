/**
 * What all of the trainer uses: {@link Progress} of long work, files that are whole or not there ({@link SafeFiles}), and
 * errors with stable codes ({@link TrainerException}).
 */
package org.xattnbmd.trainer;
