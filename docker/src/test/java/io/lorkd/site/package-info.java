/** Sites that do what no site should, for tests of a whole federation. */
package io.lorkd.site;
