/**
 * An estimate in other forms: JSON, FHIR, HL7 v2, a picture of the attention.
 */
package org.xattnbmd.sdk.internal.results;
