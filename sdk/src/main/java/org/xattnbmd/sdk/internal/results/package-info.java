/**
 * An estimate in other forms: JSON, FHIR, a picture of the attention.
 */
package org.xattnbmd.sdk.internal.results;
