/**
 * What all of the trainer uses: {@link Progress} of long work, files that are whole or not there ({@link SafeFiles}), hashes
 * ({@link Sha256}), errors with stable codes ({@link TrainerException}) and values that are not allowed
 * ({@link RefusedValueException}).
 */
package org.xattnbmd.trainer;
