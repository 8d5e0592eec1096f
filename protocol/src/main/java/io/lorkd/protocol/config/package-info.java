/**
 * The strict reading of YAML into records: each key is documented, with default, unit and range, by the annotation on its
 * record component, and nothing that is not documented is taken.
 */
package io.lorkd.protocol.config;
