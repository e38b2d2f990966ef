/**
 * Whether estimates work on this machine, on what, and if not, what to do: {@link Doctor} collects {@link Finding}s.
 */
package org.xattnbmd.samples.doctor;
