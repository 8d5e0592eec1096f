/** The only way out of a site for files: the guard looks at every byte of form, the outbox serves what passed. */
package io.lorkd.site.egress;
