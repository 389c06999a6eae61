export { ApiServiceProps, CloudServiceProps } from './service-props';
