/**
 * Console applications that vendors copy: {@link Estimate} for one radiograph, {@link FollowUp} for two of a person, {@link Check}
 * for the release gate. Each uses the public API of the SDK alone.
 */
package org.xattnbmd.samples;
